void fly() {
  vet_canary_sink("air"); // nosemgrep
}
