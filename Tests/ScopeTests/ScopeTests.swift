// ScopeTests
