// EvidenceTests
