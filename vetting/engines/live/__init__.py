"""The running application asked at the address that the reviewer named: the one use of network."""
