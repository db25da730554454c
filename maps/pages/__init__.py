"""One module a page: which template, which words, which layers."""
