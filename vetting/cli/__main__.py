"""What the script `vet` starts, by `python -I`; started otherwise it refuses to work."""

import sys

from vetting.cli import main
from vetting.cli.language import pick

if not sys.flags.isolated:
    print(pick("vet: jalankan perintah `vet`; tanpa `python -I`, kode aplikasi dapat ikut berjalan",
               "vet: run the command `vet`; without `python -I` an application's code may run"),
          file=sys.stderr)  # fmt: skip
    sys.exit(2)
sys.exit(main())
