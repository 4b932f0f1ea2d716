"""The pinned Node packages that vet drives, and their installation."""
