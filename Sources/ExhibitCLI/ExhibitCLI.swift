// ExhibitCLI
