"""Sign and verify: what an office says, in a form that anybody can check offline."""
