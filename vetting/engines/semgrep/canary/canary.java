class Canary {
  void fly() {
    String bird = vet_canary_source();
    vet_canary_sink("air " + bird); // nosemgrep
  }
}
