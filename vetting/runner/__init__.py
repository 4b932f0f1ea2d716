"""Plan → results. `local` runs on this machine; others can stand behind the same functions."""
