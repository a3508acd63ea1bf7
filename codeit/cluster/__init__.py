"""The same run on a Ray cluster: what executes, searches and samples there. Imports no Ray."""
