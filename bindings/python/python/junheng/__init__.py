"""Judges whether counties have reached quality and balanced compulsory education (县域义务教育优质均衡发展).

Rules are packs, data are tables. Both go to the same engine as the program's, and out come the same bytes::

    import junheng as jh

    pack = jh.Pack.load("national@2017")
    v = pack.judge({"县": county, "学校": schools, "学部": divisions}, as_of="2026-11-23")
    v["990001"].conclusions          # {'recognition': 'unmet'}
    v.subjects                       # an Arrow table: pl.DataFrame(v.subjects), pa.table(v.subjects)
    print(v["990001"].explain("R5", "9900010019/小学"))

Tables are anything with ``__arrow_c_stream__`` or ``__arrow_c_array__``: pandas, Polars, pyarrow, DuckDB, ADBC. Numbers are exact: what
comes out is decimal text, in the unit that stands beside it.
"""

from junheng._errors import Diagnostic, Diagnostics, JunhengError
from junheng._native import Table, __version__
from junheng._pack import Pack
from junheng._verdicts import Comparison, County, Gap, Verdicts, compare

__all__ = [
    "Comparison",
    "County",
    "Diagnostic",
    "Diagnostics",
    "Gap",
    "JunhengError",
    "Pack",
    "Table",
    "Verdicts",
    "__version__",
    "compare",
]
