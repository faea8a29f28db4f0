"""The first row and the days of a file that somebody brings in."""

from datetime import date

import pytest

from phb.core.csv_files import ImportRejected, column_names, day_of


def test_names_are_read_as_people_write_them():
    assert column_names(["NHS number", " name ", "", ""], ("name",)) == ["nhs_number", "name"]


@pytest.mark.parametrize(
    ("header", "why"), [(["name", "Name"], "stand twice: name"), (["age"], "columns are missing: name")]
)
def test_a_first_row_that_cannot_be_used_is_refused(header, why):
    with pytest.raises(ImportRejected, match=why):
        column_names(header, ("name",))


@pytest.mark.parametrize("text", ["1958-03-14", "14/03/1958", "14/3/1958"])
def test_a_day(text):
    assert day_of(text) == date(1958, 3, 14)


@pytest.mark.parametrize(
    "text", ["29/02/2025", "2025-13-01", "03/14/1958", "14.03.1958", "1958-3-14", "١٤/٠٣/١٩٥٨", ""]
)
def test_no_day(text):
    with pytest.raises(ValueError):
        day_of(text)
