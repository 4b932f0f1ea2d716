# A made-up secret beside the application: CredSweeper must find it on every run.
db_password = "Kx7mQ2vLp9wZr4Td"
