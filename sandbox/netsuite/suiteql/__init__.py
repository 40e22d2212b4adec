"""SuiteQL: the books as tables, and the subset of the language that a receivables connector sends."""
