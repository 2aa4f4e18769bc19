"""A person is recognised by a name, a number or an address however it is written."""

import pytest

from rules.identity_marks import marks_of


@pytest.mark.parametrize(
    ("name", "phone", "address", "text"),
    [
        ("欧阳信守", "+86 138 1234 5678", "", "回电13812345678"),
        ("欧阳信守", "0086-13812345678", "", "回电 138-1234-5678"),
        ("欧阳信守", "13812345678/021-59201234", "", "回电13812345678"),
        ("欧阳信守", "13812345678 59201234", "", "回电59201234"),
        ("欧阳信守", "021-5920 1234", "", "回电59201234"),
        ("欧阳信守", "86-21-59201234转801", "", "回电五九二〇一二三四"),
        ("欧阳信守", "微信:zhang_san88", "", "加了微信zhangsan88"),
        ("欧阳信守先生", "", "", "欧阳信守反映"),
        ("举报人欧阳信守女士", "", "", "欧阳信守反映"),
        ("欧阳信守(化名老欧)", "", "", "欧阳信守反映"),
        ("欧阳信守（化名老欧）", "", "", "老欧反映"),
        ("张三、李四", "", "", "李四反映"),
        ("张三和李四", "", "", "张三反映"),
        ("张三等5人", "", "", "张三反映"),
        ("李和平", "", "", "李和平反映"),
        ("歐陽信守", "", "", "欧阳信守反映"),
        ("陈国华", "", "", "陳國華反映"),
        ("Zhang San", "", "", "San Zhang said"),
        ("阿卜杜拉·买买提", "", "", "阿卜杜拉反映"),
        ("李", "", "", "李反映夜间排放"),
        ("李先生", "", "", "据举报人李说"),
        ("", "", "上海市云泽区长亭路77弄9号", "住长亭路77弄9号"),
        ("", "", "云泽区长亭路77弄9号", "住长亭路七十七弄九号"),
        ("", "", "长亭路一百二十号阳光苑", "长亭路120号阳光苑"),
    ],
)
def test_a_common_spelling_is_recognised(name: str, phone: str, address: str, text: str) -> None:
    assert marks_of(name, phone, address).shown_in(text)


@pytest.mark.parametrize(
    ("name", "phone", "text"),
    [
        ("零二", "", "2026-03-02"), ("伍一", "", "5.1"), ("Re", "", "present report"),
        ("20", "", "20吨"), ("李", "", "行李和桃李"), ("群众", "", "群众举报属实"),
        ("匿名", "", "匿名举报"), ("", "110", "拨打110"), ("李和平", "", "和平路"),
    ],
)  # fmt: skip
def test_other_words_and_numbers_name_nobody(name: str, phone: str, text: str) -> None:
    assert not marks_of(name, phone, "").shown_in(text)


def test_what_is_public_anyway_is_no_mark() -> None:
    marks = marks_of("", "", "云泽区长亭路77弄9号")

    assert not marks.without("上海市云泽区长亭路77弄9号").shown_in("到长亭路77弄9号检查")
