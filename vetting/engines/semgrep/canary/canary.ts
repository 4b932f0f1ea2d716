const bird: string = vet_canary_source();
vet_canary_sink("air " + bird); // nosemgrep
