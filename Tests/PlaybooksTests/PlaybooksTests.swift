// PlaybooksTests
