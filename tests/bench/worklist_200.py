"""Case: a worklist of 200 orders, 13 fields a row, two of them masked for finance."""

from tests.bench.rows import worklist

CASE = worklist(200)
