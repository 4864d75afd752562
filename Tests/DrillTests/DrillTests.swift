// DrillTests
