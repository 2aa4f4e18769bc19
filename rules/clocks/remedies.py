"""Clocks of reconsideration, litigation, civil claims and damage compensation."""

# fmt: off
from rules.clocks.rows import ClockEntry, ExtensionRule, PauseRule, seen
from rules.clocks.wording import CD, FIXED, SINGLE, UNVERIFIED, WD, M, Y, entry, within

_RECON_STOP = (PauseRule("中止", "行政复议法 第39条"),)

REMEDIES: tuple[ClockEntry, ...] = (
    entry(
        "REV-APPLY", "申请行政复议",
        within(60, CD, by="party", of="知道行政行为", audience="party", then="权利丧失",
               basis="行政复议法 第20条", source="RECON"),
    ),
    entry(
        "REV-DECIDE", "行政复议决定",
        within(60, CD, title="行政复议决定（普通程序）", by="review_body", of="受理", audience="party",
               pauses=_RECON_STOP,
               extension=ExtensionRule(30, CD, "bureau_head", "行政复议法 第62条"),
               basis="行政复议法 第62条", source="RECON", evidence=seen(pause=SINGLE)),
        within(30, CD, case="simplified", title="行政复议决定（简易程序）", by="review_body",
               of="受理", audience="party", pauses=_RECON_STOP, basis="行政复议法 第62条",
               source="RECON", evidence=seen(pause=SINGLE)),
    ),
    entry(
        "REV-FORWARD", "复议申请转送",
        within(5, WD, by="authority", of="收到复议申请", audience="party",
               basis="行政复议法 第32条第2款", source="RECON", evidence=seen(SINGLE),
               note="仅限当场处罚和电子监控处罚"),
    ),
    entry(
        "REV-ANSWER", "复议书面答复（普通程序）",
        within(10, WD, by="authority", of="收到申请书副本", then="视为没有证据、依据，撤销行政行为",
               basis="行政复议法 第48条", source="RECON", evidence=seen(SINGLE)),
    ),
    entry(
        "REV-ANSWER-S", "复议书面答复（简易程序）",
        within(5, WD, by="authority", of="收到申请书副本", then="视为没有证据、依据，撤销行政行为",
               basis="行政复议法 第54条；生态环境部行政复议办法 第32条", source="RECON",
               evidence=seen(SINGLE)),
    ),
    entry(
        "REV-OPINION", "复议意见书整改报送",
        within(60, CD, by="authority", of="收到行政复议意见书", then="约谈、通报",
               basis="生态环境部行政复议办法 第40条；行政复议法 第76条", source="MEERECON",
               evidence=seen(SINGLE)),
    ),
    entry(
        "LIT-APPLY", "提起行政诉讼",
        within(6, M, by="party", of="知道行政行为", audience="party", then="权利丧失",
               basis="行政诉讼法 第46条", source="ADMLIT"),
        within(15, CD, case="after-reconsideration", title="提起行政诉讼（经复议）", by="party",
               of="收到复议决定", audience="party", then="权利丧失", basis="行政诉讼法 第45条",
               source="ADMLIT"),
    ),
    entry(
        "LIT-ANSWER", "行政诉讼答辩举证",
        within(15, CD, by="authority", of="收到起诉状副本", then="视为没有相应证据（第34条第2款）",
               extension=ExtensionRule(None, CD, "court", "行政诉讼法 第36条", times=None,
                                       needs=("法院准许",)),
               basis="行政诉讼法 第67条第1款、第34条", source="ADMLIT"),
    ),
    entry(
        "LIT-APPEAL", "行政诉讼上诉",
        within(15, CD, title="行政诉讼上诉（判决）", by="party", of="判决书送达", audience="party",
               then="判决生效", basis="行政诉讼法 第85条", source="ADMLIT", evidence=seen(SINGLE)),
        within(10, CD, case="ruling", title="行政诉讼上诉（裁定）", by="party", of="裁定书送达",
               audience="party", then="裁定生效", basis="行政诉讼法 第85条", source="ADMLIT",
               evidence=seen(SINGLE)),
    ),
    entry(
        "DUTY-2M", "履职申请法定期限",
        within(2, M, by="authority", of="收到履职申请", audience="party",
               then="申请人可以申请复议、提起诉讼（复议前置：复议法第23条第1款第3项）",
               basis="行政诉讼法 第47条", source="ADMLIT", evidence=seen(SINGLE),
               note="法律、法规另有期限的从其规定"),
    ),
    entry(
        "LIAB-CIVIL", "民事诉讼时效",
        within(5, Y, FIXED, by="claimant", of="知道或者应当知道损害和责任人", audience="party",
               then="对方可以时效抗辩", basis="生态环境法典 第1054条第2款", source="CODE",
               note="原为三年"),
    ),
    entry(
        "SHPC-NEG", "生态环境损害赔偿磋商",
        within(90, CD, by="claimant", of="磋商告知书送达", then="可以提起诉讼（法典第1073条）",
               basis="环法规〔2022〕31号；生态环境法典 第1073条", source="DAMAGE",
               evidence=seen(UNVERIFIED), note="法典未定天数；九十日未再核实，上海细则未见"),
    ),
)
