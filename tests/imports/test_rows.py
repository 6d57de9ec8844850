"""Files as rows: what is read, what is a fault, on which line and why; and never anything else."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.formats import detect_format
from app.domain.rows import Fault, Row, read_csv, read_json_lines
from app.errors import Invalid

CELL = 1000


def table(data: bytes, delimiter: str = ",") -> list[Row | Fault]:
    """The records of a CSV file."""
    return list(read_csv(io.BytesIO(data), CELL, delimiter))


def objects(data: bytes) -> list[Row | Fault]:
    """The records of a JSONL file."""
    return list(read_json_lines(io.BytesIO(data), CELL))


def test_a_cell_may_span_lines_and_the_line_is_where_the_record_begins() -> None:
    found = table(b'id,text\n1,"a\nb\r\n""c"""\n\n2,d\n')
    assert found == [
        Row(2, {"id": "1", "text": 'a\nb\r\n"c"'}),
        Row(6, {"id": "2", "text": "d"}),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"1", "has 1 cell where the header has 2"),
        (b"1,2,3", "has 3 cells where the header has 2"),
        (b"1,\xff", "is not UTF-8"),
        (b"1,a\x00b", "holds the character U+0000, which cannot be stored"),
        (b'1,"a"b', "is not CSV: ',' expected after '\"'"),
        (b"1,a\rb", "is not CSV: new-line character seen in unquoted field"),
        (b"1," + b"x" * 1001, "has a cell of 1,001 bytes; at most 1,000 are taken"),
        (b"1," + b"x" * 4001, "is longer than the 4,000 bytes that a row may have"),
        (b'1,"' + b"x\n" * 2500 + b'"', "is longer than the 4,000 bytes that a row may have"),
        (b'1,"open', "opens a quote that is never closed"),
    ],
)
def test_a_bad_record_is_a_fault_and_the_rows_after_it_are_read(line: bytes, reason: str) -> None:
    before, *after = table(b"id,text\n0,ok\n" + line + b"\n9,ok\n")
    assert before == Row(2, {"id": "0", "text": "ok"})
    assert after[0] == Fault(3, reason)
    assert [each for each in after[1:] if isinstance(each, Fault)] == []
    assert after[-1].values == {"id": "9", "text": "ok"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a": NaN}', "holds NaN, which is not JSON"),
        (b'{"a": -Infinity}', "holds -Infinity, which is not JSON"),
        (b'{"a": "\\ud800"}', "holds half of a surrogate pair, which is not valid Unicode"),
        (b'{"\\udfff": 1}', "holds half of a surrogate pair, which is not valid Unicode"),
        (b'{"a": "\\u0000"}', "holds the character U+0000, which cannot be stored"),
        (b'{"a": 9223372036854775808}', "holds a number of 2^63 or more"),
        (b'{"a": [-9223372036854775809]}', "holds a number of 2^63 or more"),
        (b'{"a": 1e999}', "holds a number too large to keep"),
        (b'{"a": ' + b"9" * 5000 + b"}", "is longer than the 4,000 bytes that a row may have"),
        (b'{"a": ' + b"[" * 60 + b"]" * 60 + b"}", "is nested too deeply"),
        (b'{"a": "' + b"x" * 1001 + b'"}', "has a cell of 1,001 bytes; at most 1,000 are taken"),
        (b"[1]", "is not a JSON object"),
        (b"{", "is not JSON: Expecting property name enclosed in double quotes (character 2)"),
        (b'{"a": "\xff"}', "is not UTF-8 (byte 8 of the line)"),
    ],
)
def test_a_bad_object_is_a_fault_of_its_line(line: bytes, reason: str) -> None:
    found = objects(b'{"a": 1}\n\n' + line + b'\n{"a": 9223372036854775807}')
    assert found == [
        Row(1, {"a": 1}),
        Fault(3, reason),
        Row(4, {"a": 9223372036854775807}),
    ]


def test_a_digit_flood_is_a_fault() -> None:
    data = b'{"a": ' + b"9" * 5000 + b"}"
    [fault] = read_json_lines(io.BytesIO(data), 10_000)
    assert fault == Fault(1, "holds a number too large to keep")


def test_an_unclosed_quote_longer_than_a_row_says_that_the_rest_is_lost() -> None:
    found = table(b'id,text\n0,ok\n1,"' + b"u,v\n" * 3000)
    assert found[0] == Row(2, {"id": "0", "text": "ok"})
    assert len(found) == 2
    assert isinstance(found[1], Fault)
    assert found[1].line == 3
    assert "never closes" in found[1].reason


def test_quotes_that_keep_opening_end_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.domain.rows.MOST_REREAD", 100)
    with pytest.raises(Invalid, match="quotes keep opening"):
        table(b'id,text\n1,"a\n2,b"c\n' * 50)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (b"id,id\n", "names a column twice: id"),
        (b"\xffid,text\n", "is not UTF-8"),
        (b"i\x00d,text\n", "U\\+0000"),
        (b"a" + b"," * 1000 + b"\n", "1,001 columns"),
    ],
)
def test_a_bad_header_refuses_the_file(header: bytes, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        table(header + b"1,2\n")


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("id,text\n1,a\n".encode("utf-16"), "UTF-16"),
        ("id,text\n1,a\n".encode("utf-16-be"), "UTF-16"),
        ("id,text\n1,a\n".encode("utf-32-le"), "UTF-16"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x1f\x8b\x08", "gzip"),
        (bytes(range(256)) * 4, "binary"),
        (b"  \n ", "empty"),
        (b"", "empty"),
        (b'\xef\xbb\xbf[{"a": 1}]', "one JSON list"),
    ],
)
def test_what_is_no_text_is_refused_whole(head: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        detect_format(head)


@pytest.mark.parametrize(
    ("head", "name", "format", "delimiter"),
    [
        (b"id,text;note\n", "a.csv", "csv", ","),
        (b"id;text\n1;a,b,c\n", "", "csv", ";"),
        (b"id\ttext\n", "a.tsv", "csv", "\t"),
        (b'"a,b,c";text\n', "", "csv", ";"),
        (b"id\n1\n", "", "csv", ","),
        (b'\xef\xbb\xbf{"id": 1}\n', "", "jsonl", ","),
        (b"id,text\n", "a.JSONL", "jsonl", ","),
    ],
)
def test_format_and_delimiter_are_told(head: bytes, name: str, format: str, delimiter: str) -> None:
    found = detect_format(head, name)
    assert (found.format, found.delimiter) == (format, delimiter)
    assert found.start == (3 if head.startswith(b"\xef\xbb\xbf") else 0)


TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=8), st.sampled_from(",;\t"))
def test_what_python_writes_comes_back_exactly(rows: list[tuple[str, str]], by: str) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=by, quoting=csv.QUOTE_ALL)
    writer.writerows([("a", "b"), *rows])
    found = list(read_csv(io.BytesIO(out.getvalue().encode()), 10**6, by))
    assert [tuple(each.values.values()) for each in found if isinstance(each, Row)] == rows


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    """Whatever comes: rows and faults, lines rising, or one refusal of the whole."""
    for read in (lambda d: table(b"a,b\n" + d), objects):
        try:
            found = read(data)
        except Invalid:
            continue
        lines = [each.line for each in found]
        assert lines == sorted(set(lines))
        for each in found:
            if isinstance(each, Row):
                json.dumps(each.values).encode()
                assert "\x00" not in json.dumps(each.values, ensure_ascii=False)
