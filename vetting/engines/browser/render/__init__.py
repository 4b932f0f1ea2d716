"""Template files to pages, without running them: every start tag remembers its file and line."""
