module vet.invalid/app

go 1.22

require vet-canary v1.2.3
