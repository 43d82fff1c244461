"""Words that must never hurt: suicide, blame, promises; short sentences, a way to help, marked numbers.

Every list is a rule with patterns in three languages. What a rule must leave alone stands in ``ALLOWED`` by
sentence and word, each with its reason. Every rule is first shown sentences it has to find, and others
close to them that it has to leave alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from tests.content.spoken import spoken_examples
from tests.content.test_knowledge import FORBIDDEN, JAPANESE, THAI

from genkan.checkup import form
from genkan.checkup.care import Care
from genkan.checkup.given import WHO
from genkan.knowledge import LANGUAGES, knowledge, knowledge_files, sentences, sources
from genkan.nouns import Mark
from genkan.questionnaire import care_words, said_for

Texts = Mapping[str, Any]

MOST_WORDS = 20  # in an English sentence
NOT_OF_SPOKEN = ("blame or verdict", "claim or promise")  # what spoken examples of a scene are there to show

RULES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    # Suicide: no method and no place. (A balcony is left out: it is a floor of the house here.)
    "method or place": {
        "en": (
            r"\bhang(ed|ing|s)? (him|her|them|your|my|one)sel(f|ves)",
            r"\bnoose",
            r"\boverdos",
            r"\bjump(ed|ing|s)? (off|from|in front|to (his|her|their) death)",
            r"\b(slit|cut|cuts|cutting) (his|her|their|your|my|one's|the)? ?(wrists?|veins?|arms?)",
            r"\b(shot|shoot(ing)?) (him|her|them|your|my|one)sel(f|ves)",
            r"\b(fire-?arms?|guns?|razors?|blades?|knife|knives|ropes?|pills)\b",
            r"\bcharcoal|\bcarbon monoxide|\bhydrogen sulfide|\bpesticides?|\bpoison",
            r"\bdrown(s|ed|ing)?\b",
            r"\b(rooftops?|bridges?|cliffs?|railways?|train tracks?)\b",
            r"\bsuicide (note|pact|spot|hot-?spot|method)",
        ),
        "th": (
            "ผูกคอ",
            "แขวนคอ",
            "กระโดด(ตึก|น้ำ|สะพาน|ลง|จาก)",
            "โดดตึก",
            "(กรีด|เชือด|ปาด)(ข้อมือ|แขน|คอ)",
            "รมควัน|เตาถ่าน|รมแก๊ส",
            "กินยา(ตาย|เกิน|พิษ)|ยาเกินขนาด|ยาพิษ|ยาฆ่า(แมลง|หญ้า)|สารพิษ",
            "ยิงตัว|ปืน|มีด|ใบมีด|เชือก",
            "จมน้ำ",
            "ดาดฟ้า|ตึกสูง|สะพาน|รางรถไฟ|หน้าผา",
            "จดหมายลา",
        ),
        "ja": (
            "首(を|の)?(吊|つ|括|くく)",
            "飛び(降り|おり|込み|こみ)",
            "リストカット|手首を|腕を切",
            "練炭|硫化水素|一酸化炭素|排ガス",
            "過量|大量服薬|薬を大量|オーバードーズ|服毒|農薬|毒物",
            "入水|溺",
            "刃物|包丁|ナイフ|カミソリ|かみそり|カッター|ロープ|拳銃|銃で",
            "屋上|踏切|線路|橋から|崖",
            "遺書",
        ),
    },
    # Suicide is no crime, no success and no failure, and no headline.
    "word about suicide": {
        "en": (
            r"\bcommit(s|ted|ting)? suicide",
            r"\b(un)?success(ful|fully)? (\w+ )?(suicide|attempt)",
            r"\b(failed|completed|botched) (\w+ )?(suicide|attempt)",
            r"\bsuicide (bid|epidemic|wave|victim)",
            r"\bkill(s|ed|ing)? (him|her|them|your|my|one)sel(f|ves)",
            r"\bcry for help|\battention[- ]seeking|\bcoward|\bselfish",
        ),
        "th": (
            "ฆ่าตัวตาย(ไม่)?สำเร็จ",
            "พยายามฆ่าตัวตายแต่ไม่",
            "อัตวินิบาต|ปลิดชีพ|ปลิดชีวิต|คิดสั้น",
            "เรียกร้องความสนใจ",
        ),
        "ja": (
            "自殺(に|を)(成功|失敗|犯|遂げ|完遂)",
            "自殺既遂|未遂に終わ|自殺の名所|自殺者",
            "無理心中|一家心中|後追い",
            "気を引(く|こう)|構ってほし|かまってちゃん",
        ),
    },
    # A state, not a person and not a failing: no blame, no verdict, nobody's character.
    "blame or verdict": {
        "en": (
            *(rf"\b{word}\b" for word in FORBIDDEN["en"]),
            r"\blaz(y|iness)|\bspoil(s|ed|t)?\b|\bidle(rs?|ness)?\b|\bparasit|\bfreeload|\bgood-for-nothing",
            r"\bshut-?ins?\b|\brecluses?\b|\bhermits?\b|\bdrop-?outs?\b|\bloners?\b|\bhikikomoris\b",
            r"\bsuffer(s|ed|ers?|ing)?\b|\bvictims?\b|\brefus(e|es|ed|al|ing)\b",
            r"\babnormal|\bnormal(ly|ity)?\b|\bdeviant|\bdefect|\bcrazy\b|\binsane\b|\bmad\b",
            r"\bshould(n't)?\b|\bought to\b|\bmust(n't)?\b|\byou need to\b",
            r"\b(am|is|are|be|being|feels? like|such|called|calling it|step back) an? (failure|burden)\b",
            r"\b(weak|lack of|no) (will|willpower|character|discipline)\b|\bexcuses?\b|\bimmature",
            r"\bcrim(e|es|inal\w*)\b|\bdangerous (person|people)\b",
            r"\b(your|his|her|their|the (family|mother|father|parent)'?s'?) (own )?fault\b",
            r"\bcaused by\b|\bbecause of (the|his|her|their|your) (mother|father|parents?|upbringing)",
            r"\b(patients?|clients?|(?<!in )cases?)\b",
            r"\b(high|low)[- ]risk\b|\burgent(ly)? because\b|\balarm(ing)? (score|result|stage)",
            r"\btr(y|ied|ies) harder\b|\bjust needs? to\b|\bencourage (him|her|them) to\b",
        ),
        "th": (
            *(re.escape(word) for word in FORBIDDEN["th"]),
            "เกียจคร้าน|สันหลังยาว|ไม่เอา(ไหน|ถ่าน)|เอาแต่ใจ|ตามใจจน|เสียคน|เหลือขอ|ความดื้อ|ดื้อรั้น",
            "คนฮิคิ|พวกฮิคิ|พวกเก็บตัว",
            "เหยื่อ|คนบ้า|เสียสติ|ไม่ปกติ|ปกติดี|คนปกติ",
            "(คุณ|เจ้าตัว|ลูก|ครอบครัว|พ่อแม่)(ไม่)?ควร(?!ได้)|ควรจะ|ต้องออกไป|คุณต้อง(?!การ)",
            "เป็นภาระ|คนล้มเหลว|ไร้ค่า|ว่าความล้มเหลว",
            "ใจไม่สู้|ใจอ่อนแอ|ความอ่อนแอ|ข้ออ้าง",
            "อาชญาก|คนอันตราย|ภัยสังคม|ปัญหาสังคม",
            "ความผิดของ(ลูก|คุณ|เจ้าตัว|ครอบครัว|พ่อแม่|แม่|พ่อ)",
            "(เกิดจาก|สาเหตุมาจาก|เป็นเพราะ)(พ่อแม่|แม่|พ่อ|การเลี้ยงดู|ครอบครัว)",
            "คนไข้|ผู้ป่วย|ผู้รับบริการ|กลุ่มเป้าหมาย|เคสนี้|รายนี้",
            "(ความ)?เสี่ยง(สูง|ต่ำ)|กลุ่มเสี่ยง",
            "พยายามให้มากกว่านี้|สู้กว่านี้|หนีปัญหา|หนีความจริง",
        ),
        "ja": (
            *(re.escape(word) for word in FORBIDDEN["ja"]),
            "怠惰|なまけ|サボ|甘え|甘やか|わがまま|根性|情けない|みっともな|ごくつぶし|穀潰し|ニート|パラサイト",
            "ひきこもり(者|の人|児)|落ちこぼれ|負け組|社会不適合|問題児|脱落",
            "被害者|正常|普通の(人|子|生活)|普通じゃ|普通では",
            "(?<!食)べき(?![れりる])|なければ(なり|いけ)ません|ねばなりません|なくてはなりません",
            "お荷物|迷惑(を|ばかり)|失敗作|だめな(人|子|親)|自分はだめ|何をやってもだめ",
            "意志(が|の)弱|気合い|現実逃避|逃げている",
            "犯罪|事件を起こ|危険人物",
            "(あなた|本人|家族|親|母親?|父親?)の(せい|責任)(です|だ)|育て方が|親失格",
            "原因は(、)?(親|家族|本人|母|父)",
            "患者|対象者|症例|クライエント|ケースとして",
            "(高|低)リスク|リスクが(高|低)",
            "もっと(がん|頑)ば|努力が足り",
        ),
    },
    # Genkan records, understands, plans. It never detects, diagnoses or promises, or says that all is well.
    "claim or promise": {
        "en": (
            r"\bdetect|\bpredict|\bforecast|\bforesee (who|whether|that|a)\b|\bprognos",
            r"\bdiagnos",
            r"\bcur(e|es|ed|ing|able)\b|\bhealed\b|\bfully recover",
            r"\bguarant|\bproven to\b|\bclinically proven",
            r"\b(no|zero|without|free of) risk\b|\brisk-free\b|\brisk (score|level|class|group)",
            r"\bno danger\b|\ball clear\b|\bnothing to (worry|fear)|\bno (need|reason|cause) (to|for) worry",
            r"\beverything is (fine|all right|ok|normal)|\ball is well\b|\byou are safe\b",
            r"\b(you|he|she|they|person|child|son|daughter) (has|have|is|are) (a )?(hikikomori|withdrawal)",
            r"\b(you|he|she|they|person|child|son|daughter) (has|have|is|are) (depress|autis|psychot|schizo)",
            r"\b(always|surely|certainly|definitely) (works?|helps?|recovers?|passes)\b",
            r"\bnever fails\b|\b100 ?%",
            r"\bgenkan (knows|decides|treats|heals|finds out|recognises|tells whether)",
        ),
        "th": (
            "วินิจฉัย",
            "ตรวจพบ|ตรวจจับ|ทำนาย|พยากรณ์|คาดการณ์",
            "รับรอง(ว่า|ผล)|รับประกัน|การันตี|พิสูจน์แล้วว่า",
            "หายขาด|รักษาหาย|รักษาให้หาย|หายแน่|หายเป็นปกติ|แก้ได้แน่",
            "ไม่มีความเสี่ยง|ไม่เสี่ยง|ปราศจากความเสี่ยง|(คะแนน|ระดับ)ความเสี่ยง",
            "ไม่มีอันตราย|ปลอดภัยแน่|คุณปลอดภัยแล้ว",
            "ไม่(มีอะไรน่า|ต้อง)(เป็นห่วง|ห่วง|กังวล)|ทุกอย่างดีแล้ว|ทุกอย่างปกติ",
            "(คุณ|เจ้าตัว|ลูก(ของ)?คุณ)(กำลัง)?เป็น(ฮิคิ|โรค|ภาวะ|ซึมเศร้า|ออทิ)|คุณมีภาวะ",
            "ได้ผล(แน่|เสมอ|ทุก|100)|100 ?%",
        ),
        "ja": (
            "診断",
            "検知|検出|判定(し|され|結果)|予測|予知|予言|予想",
            "(必ず|きっと|絶対に?|確実に)(治|なお|よくな|良くな|回復|うまく|助か)|絶対に|確実に",
            "完治|根治|治りま|治せ|治しま|保証|実証済み|効果が証明",
            "リスク(は|が)?(あり|な(い|し|く)|ゼロ)|リスク(スコア|判定|レベル|度)|危険度",
            "危険(は|が)(ありません|ない)(?!か)",
            "(もう|あなたは|本人は)安全です(?!か)",
            "心配(は|する必要は)?(いりません|ありません|いらない|ない)|問題(は)?ありません|すべて(このまま|順調)",
            "(あなた|本人|お子さん)(は|が)(、)?(ひきこもりです|うつ|自閉|統合失調|病気です)",
            "100[%％]",
        ),
    },
    # One word for one idea, written in one way.
    "another word or spelling": {
        "en": (r"\bhikk?iko?mori(?<!hikikomori)|\bhiki-komori|\bhikkomori",),
        "th": ("ฮิกิ|ฮิค[ิี]ก|ฮิคิ(?!โคโมริ)|ฮิคคิ",),
        "ja": ("引き?(こ|籠|篭)(も|り)|引籠|ヒキコモリ|ひき籠",),
    },
}

# What a rule leaves alone, by sentence: the reason, and the words it is about.
NOT_ONE = ("says that this is no diagnosis", ("diagnos", "วินิจฉัย", "診断"))
BY_A_PROFESSIONAL = ("a professional makes a diagnosis", ("diagnos", "วินิจฉัย", "診断"))
OF_ONESELF = "what people say of themselves, told as a sign"
AMONG_HARMS = "named among what harms"
DENIED = "says that it is not so"
ALLOWED: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "method or place": {},
    "word about suicide": {},
    "blame or verdict": {
        "learn.beside.depression.at_home.d": (OF_ONESELF, ("being a burden", "เป็นภาระ", "迷惑を")),
        "learn.signs.mood.at_home.d": (OF_ONESELF, ("am a burden", "เป็นภาระ", "迷惑を", "自分はだめ")),
        "learn.causes.expectations.at_home.c": (OF_ONESELF, ("迷惑ばかり",)),
        "learn.causes.failure.what.b": (OF_ONESELF, ("何をやってもだめ",)),
        "learn.prevention.expectations_eased.harms.e": (
            AMONG_HARMS,
            ("lack of will", "ใจไม่สู้", "意志が弱", "親失格"),
        ),
        "learn.signs.rhythm.harms.c": (AMONG_HARMS, ("lack of will", "意志が弱")),
        "learn.treatment.reintegration.harms.d": (
            AMONG_HARMS,
            ("step back a failure", "lack of will", "ว่าความล้มเหลว", "ใจไม่สู้", "意志の弱"),
        ),
        "learn.beside.obsessions.helps.a": (DENIED, ("ความดื้อ",)),
        "learn.beside.social_anxiety.what.d": (DENIED, ("weak will", "ความอ่อนแอ", "意志の弱")),
        "learn.causes.rejection.helps.c": (DENIED, ("your fault", "ความผิดของลูก")),
        "learn.pages.violence_at_home.what.d": (DENIED, ("your fault", "ความผิดของคุณ")),
        "learn.signs.rhythm.what.c": (DENIED, ("ใจอ่อนแอ",)),
        "web.answer.causes_lead": (DENIED, ("caused by",)),
    },
    "claim or promise": {
        "learn.beside.depression.what.d": NOT_ONE,
        "learn.signs.mood.what.d": NOT_ONE,
        "letter.intro": NOT_ONE,
        "page.not_a_diagnosis": NOT_ONE,
        "learn.beside.autism.evidence.a": ("a questionnaire is not the same as a diagnosis", ("診断",)),
        "learn.treatment.psychiatric.professional.c": BY_A_PROFESSIONAL,
        "learn.treatment.psychiatric.evidence.a": BY_A_PROFESSIONAL,
        "learn.pages.what_it_is.evidence.f": (
            "withdrawal has no diagnosis code of its own",
            ("diagnos", "วินิจฉัย", "診断"),
        ),
        "learn.prevention.early_changes.evidence.f": (DENIED, ("forecast", "ทำนาย", "予想")),
        "learn.pages.no_failing.what.d": (DENIED, ("everything is fine", "ทุกอย่างดีแล้ว", "すべてこのまま")),
        "learn.causes.low_mood.what.a": (
            "what anxiety is: fear where there is little danger",
            ("ไม่มีอันตราย",),
        ),
        "letter.safety_none": (
            "says in the same breath that nothing is ruled out",
            ("no danger", "ไม่มีอันตราย", "危険がない"),
        ),
    },
    "another word or spelling": {},
}


@cache
def every_text() -> Mapping[str, Texts]:
    """All sentences, and all texts of all help lines (names of institutions too), by their path."""
    found: dict[str, Texts] = dict(sentences())
    for name, content in knowledge_files().items():
        if name.startswith("helplines/"):
            found |= dict(_texts_in(content, name))
    return found


def _texts_in(value: Any, path: str) -> Iterator[tuple[str, Texts]]:
    if isinstance(value, Mapping):
        if isinstance(value.get("en"), str):
            yield path, value
            return
        for key, inner in value.items():
            yield from _texts_in(inner, f"{path}.{key}")
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            known_as = inner.get("id", place) if isinstance(inner, Mapping) else place
            yield from _texts_in(inner, f"{path}.{known_as}")


def is_institution(identity: str) -> bool:
    """Whether this is a name others have given themselves, and we only repeat."""
    return identity.startswith("helplines/") and identity.endswith(".name")


@cache
def pattern(rule: str, lang: str) -> re.Pattern[str]:
    """All patterns of a rule in one language as one."""
    return re.compile("|".join(f"(?:{one})" for one in RULES[rule][lang]), re.IGNORECASE)


def offences(rule: str, texts: Mapping[str, Texts]) -> list[tuple[str, str, str]]:
    """Sentence, language and word, wherever a rule is broken."""
    found = []
    for identity, one in texts.items():
        if is_institution(identity) or (rule in NOT_OF_SPOKEN and identity in spoken_examples()):
            continue
        for lang in LANGUAGES:
            found += [
                (identity, lang, hit.group().lower()) for hit in pattern(rule, lang).finditer(one[lang])
            ]
    return found


def not_allowed(rule: str, texts: Mapping[str, Texts]) -> list[tuple[str, str, str]]:
    """The offences that no exception names, word by word."""
    return [one for one in offences(rule, texts) if one[2] not in ALLOWED[rule].get(one[0], ("", ()))[1]]


@pytest.mark.parametrize("rule", RULES)
def test_no_sentence_breaks_a_rule_of_safe_words(rule: str) -> None:
    """No text anybody reads, in any language, help lines too, holds a word that may hurt or promise."""
    assert len(every_text()) > len(sentences()) > 2000
    assert not_allowed(rule, every_text()) == []


@pytest.mark.parametrize("rule", RULES)
def test_what_is_allowed_is_still_needed(rule: str) -> None:
    """No word stays on a list of exceptions without a sentence that needs it, and each says why."""
    needed = {(identity, word) for identity, _, word in offences(rule, every_text())}
    listed = {(identity, word) for identity, (_, words) in ALLOWED[rule].items() for word in words}
    assert listed <= needed, listed - needed
    assert all(len(reason.split()) > 2 for reason, _ in ALLOWED[rule].values())


def test_spoken_examples_are_few_and_judged_for_danger_all_the_same() -> None:
    """Only hard choices of scenes are apart: how they land, soft choices and situations are judged as ever,
    and no choice holds a method, a place, or a wrong word about suicide."""
    assert 60 <= len(spoken_examples()) <= 120
    assert all(re.fullmatch(r"scene\.\w+\.turns\.\w+\.[a-f]\.say", one) for one in spoken_examples())
    spoken = sorted(spoken_examples())[0]
    bad = {"en": "You are lazy.", "th": "ขี้เกียจ", "ja": "怠けている。"}
    assert not_allowed("blame or verdict", {spoken: bad}) == []
    assert len(not_allowed("blame or verdict", {spoken.replace(".say", ".lands"): bad})) == 3
    bad = {"en": "An overdose.", "th": "กินยาตาย", "ja": "服毒"}
    assert len(not_allowed("method or place", {spoken: bad})) == 3


def test_an_exception_covers_its_own_words_only() -> None:
    """A promise inside a sentence that may say «diagnosis» is still seen."""
    text = {**sentences()["letter.intro"], "en": "It is no diagnosis. We guarantee it."}
    assert not_allowed("claim or promise", {"letter.intro": text}) == [("letter.intro", "en", "guarant")]


PLANTED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "method or place": {
        "en": (
            "He hanged himself in his room.",
            "She took an overdose.",
            "People jump off that bridge.",
            "They cut their wrists.",
            "Lock away the pills and the knives.",
            "He left a suicide note.",
        ),
        "th": ("เขาผูกคอในห้อง", "กระโดดตึกลงมา", "กรีดข้อมือตัวเอง", "กินยาเกินขนาด", "ขึ้นไปบนดาดฟ้า", "เก็บมีดไว้ให้มิดชิด"),
        "ja": (
            "部屋で首を吊りました。",
            "屋上から飛び降りました。",
            "リストカットをくり返します。",
            "練炭を買いました。",
            "薬を大量に飲みました。",
            "包丁をしまってください。",
        ),
    },
    "word about suicide": {
        "en": (
            "She committed suicide.",
            "It was a failed attempt.",
            "An unsuccessful suicide attempt came first.",
            "He tried to kill himself.",
            "It is only a cry for help.",
        ),
        "th": ("เขาฆ่าตัวตายสำเร็จ", "ฆ่าตัวตายไม่สำเร็จ", "อย่าคิดสั้น", "แค่เรียกร้องความสนใจ"),
        "ja": (
            "自殺に成功しました。",
            "自殺に失敗しました。",
            "未遂に終わりました。",
            "気を引こうとしているだけです。",
        ),
    },
    "blame or verdict": {
        "en": (
            "You should encourage him to go out.",
            "He is lazy.",
            "She is a hikikomori.",
            "The sufferer refuses to talk.",
            "That is abnormal.",
            "You must act.",
            "He is a burden.",
            "It is caused by the mother.",
            "It is the mother's fault.",
            "The patient stays in bed.",
            "No activity: high risk.",
            "Such people turn to crime.",
            "It is a lack of will.",
        ),
        "th": (
            "เขาขี้เกียจ",
            "แบบนี้ผิดปกติ",
            "เป็นคนฮิคิโคโมริ",
            "คุณควรพาเขาออกไป",
            "คุณต้องพาเขาไป",
            "เขาต้องออกไปข้างนอก",
            "คนไข้อยู่แต่ในห้อง",
            "เป็นภาระของบ้าน",
            "เป็นความผิดของแม่",
            "เกิดจากการเลี้ยงดู",
            "ความเสี่ยงสูง",
            "เขาหนีปัญหา",
        ),
        "ja": (
            "怠けているだけです。",
            "甘えです。",
            "異常な睡眠です。",
            "引きこもり者です。",
            "ひきこもりの人は外に出ません。",
            "外に出るべきです。",
            "学校に行かなければなりません。",
            "患者は部屋にいます。",
            "お荷物です。",
            "意志が弱いからです。",
            "母親の責任です。",
            "育て方が悪かったのです。",
            "リスクが高いです。",
        ),
    },
    "claim or promise": {
        "en": (
            "Genkan detects withdrawal early.",
            "It predicts a relapse.",
            "The answer diagnoses depression.",
            "It can be cured.",
            "We guarantee it.",
            "There is no risk.",
            "Your risk score is 4.",
            "You have hikikomori.",
            "There is no danger.",
            "There is nothing to worry about.",
            "Everything is fine.",
            "Talking always helps.",
        ),
        "th": (
            "วินิจฉัยว่าคุณเป็นโรคซึมเศร้า",
            "รับรองว่าได้ผล",
            "รักษาให้หายขาด",
            "ไม่มีความเสี่ยง",
            "คะแนนความเสี่ยงคือ 4",
            "คุณเป็นฮิคิโคโมริ",
            "ไม่มีอันตราย",
            "ไม่ต้องกังวล",
            "ระบบตรวจพบการเก็บตัว",
            "ทำนายว่าจะกลับมาเป็นอีก",
        ),
        "ja": (
            "うつ病と診断します。",
            "ひきこもりを検知します。",
            "再発を予測します。",
            "必ず治ります。",
            "完治します。",
            "効果を保証します。",
            "リスクはありません。",
            "リスクスコアは4です。",
            "危険はありません。",
            "あなたはうつ病です。",
            "心配いりません。",
            "問題ありません。",
        ),
    },
    "another word or spelling": {
        "en": ("Hikkikomori is a state.", "About hikkomori."),
        "th": ("ภาวะฮิกิโกโมริ", "ฮิกิโคโมริคืออะไร", "ภาวะฮิคิโกโมริ"),
        "ja": ("引きこもりの状態", "引き籠もりの状態", "ヒキコモリの状態"),
    },
}

LEFT_ALONE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "method or place": {
        "en": ("Jumping at steps and doorbells.", "Cutting off the internet.", "Days hang by a thread."),
        "th": ("ออกมาที่ระเบียง", "แทบไม่กินยา"),
        "ja": ("ベランダまで出ました。", "手首につける機器の記録。"),
    },
    "word about suicide": {
        "en": ("He died by suicide.", "After an attempt, stay near.", "Small successes count."),
        "th": ("คิดอยากตาย", "ทำอะไรสำเร็จ"),
        "ja": ("死にたい気持ち", "小さな失敗と成功"),
    },
    "blame or verdict": {
        "en": ("No failing of the person.", "In case it rains.", "It may help.", "The musty room."),
        "th": ("ในสัปดาห์ปกติ", "คุณต้องการอะไร", "ไม่ใช่ความผิดของใคร"),
        "ja": ("食べきれない量です。", "ひきこもりの状態にある人", "だれのせいでもありません。"),
    },
    "claim or promise": {
        "en": (
            "It cannot rule anything out.",
            "An ambulance comes when a life may be at risk.",
            "Be curious.",
        ),
        "th": ("ถ้าตอนนี้มีอันตราย", "รับสายตลอดเวลา", "เลขนี้ไม่รับรองอะไร"),
        "ja": ("危険はありませんか", "大丈夫です。", "何が起こるかわかりません。"),
    },
    "another word or spelling": {
        "en": ("Withdrawal (hikikomori) is a state.",),
        "th": ("ภาวะเก็บตัว (ฮิคิโคโมริ)",),
        "ja": ("ひきこもりの状態",),
    },
}


@pytest.mark.parametrize("rule", RULES)
def test_a_planted_word_is_seen_and_its_neighbour_is_not(rule: str) -> None:
    """Each rule finds what it is there for in each language, and leaves plain words alone."""
    for lang in LANGUAGES:
        missed = [text for text in PLANTED[rule][lang] if not pattern(rule, lang).search(text)]
        assert not missed, (lang, missed)
        wrongly = [text for text in LEFT_ALONE[rule][lang] if pattern(rule, lang).search(text)]
        assert not wrongly, (lang, wrongly)


def test_a_word_in_a_help_line_is_seen_and_an_institution_keeps_its_name() -> None:
    """Texts of help lines are judged like all others; a name is only repeated."""
    line = {"says": {"en": "We listen.", "th": "รับฟัง", "ja": "引きこもりの相談です。"}}
    assert offences("another word or spelling", {"helplines/jp.lines.one.says": line["says"]})
    assert not offences("another word or spelling", {"helplines/jp.lines.one.name": line["says"]})
    kinds = {identity.rpartition(".")[2] for identity in every_text() if identity.startswith("helplines/")}
    assert {"name", "hours", "says", "find"} <= kinds


DEATH = {
    "en": r"suicid|\bdying\b|\bdie[sd]?\b|\bdeaths?\b|\battempt(s|ed)?\b|\bself-harm",
    "th": "ฆ่าตัวตาย|อยากตาย|เสียชีวิต|จบชีวิต|ทำร้ายตัวเอง|ไม่อยากมีชีวิต",
    "ja": "自殺|自死|死にたい|死亡|亡くな|自傷",
}
COUNTED = {
    "en": r"\d ?%|\bper ?cent|\b(\d[\d,.]*|one|two|three) (in|of|out of) |\d[\d,.]* (people|deaths|times)\b",
    "th": r"\d ?%|ร้อยละ|\d+ ?(คน|ราย|เท่า)|\d ใน \d",
    "ja": r"\d ?[%％]|\d(人|名|倍|割|件)",
}


def split(text: str, lang: str) -> list[str]:
    """The sentences of a text, roughly; Thai has no full stops, so a text is taken whole."""
    if lang == "th":
        return [text]
    ends = r"(?<=[.!?])[”’)\]]*\s+|\n" if lang == "en" else r"(?<=[。！？])|\n"
    return [one for one in re.split(ends, text) if one.strip()]


def deaths_counted(texts: Mapping[str, Texts]) -> list[tuple[str, str]]:
    """Sentences that count deaths, attempts or thoughts of dying."""
    return [
        (identity, one)
        for identity, text in texts.items()
        if not is_institution(identity)
        for lang in LANGUAGES
        for one in split(text[lang], lang)
        if re.search(DEATH[lang], one, re.IGNORECASE) and re.search(COUNTED[lang], one, re.IGNORECASE)
    ]


def test_nobody_is_shown_a_count_of_deaths() -> None:
    """No share, rate or number of deaths, attempts or thoughts of dying stands anywhere."""
    assert deaths_counted(every_text()) == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Of them 20% had made an attempt."),
        ("en", "One in ten thinks of dying."),
        ("en", "Every year 700 people die."),
        ("th", "ในกลุ่มนี้ 20% เคยคิดอยากตาย"),
        ("th", "ปีละ 700 คนฆ่าตัวตาย"),
        ("ja", "20%の人が自殺を考えました。"),
        ("ja", "年に700人が亡くなります。"),
    ],
)
def test_a_planted_count_of_deaths_is_seen(lang: str, text: str) -> None:
    """The judge finds a share, a rate and a number in each language."""
    plain = {"en": "A note.", "th": "โน้ต", "ja": "メモです。"}
    assert deaths_counted({"planted": plain}) == []
    assert deaths_counted({"planted": {**plain, lang: text}}) == [("planted", text)]


def words_in(english: str) -> int:
    """Words of an English sentence; a number or a placeholder is one, a dash or sign none."""
    return sum(bool(re.search(r"[A-Za-z0-9]", word)) for word in english.split())


def long_sentences(texts: Mapping[str, Texts]) -> list[tuple[str, str]]:
    """English sentences that a tired reader would have to read twice."""
    return [
        (identity, one)
        for identity, text in texts.items()
        for one in split(text["en"], "en")
        if words_in(one) > MOST_WORDS
    ]


def test_english_sentences_are_short() -> None:
    """At most 20 words, everywhere: learn, check-up, care, steps, tonight, site, letters, help lines."""
    assert long_sentences(every_text()) == []


def test_a_long_sentence_is_seen() -> None:
    """One word too many is found, also behind a short sentence and a closing quotation mark."""
    enough = " ".join(["word"] * MOST_WORDS) + "."
    assert long_sentences({"planted": {"en": f"Say: “Yes.” {enough} – {enough}"}}) == []
    assert long_sentences({"planted": {"en": f"Short. One {enough}"}}) == [("planted", f"One {enough}")]
    assert words_in("“Yes”, {count} of 3,262 – well-known.") == 5


# What brings help, in words: a number, a line, somebody who comes or sees the person.
ROUTES = {
    "en": r"\b(call|calls|called|number|numbers|phone|help line|line|police|ambulance|doctor|clinic|hospital|"
    r"psychiatrist|team|centre|appointment)\b",
    "th": "โทร|เบอร์|สายด่วน|ตำรวจ|รถพยาบาล|โรงพยาบาล|แพทย์|หมอ|คลินิก|ทีม|ศูนย์",
    "ja": "電話|番号|警察|救急|病院|医師|クリニック|精神科|窓口|相談|受診",
}
CALLED_NOW = {"en": r"\bcall\b", "th": "โทร", "ja": "電話|救急車を呼"}


def all_cares() -> list[Care]:
    """Every care there is, as if its first answer had been given."""
    return [
        Care(one["id"], one["urgency"], (one["when_any"][0],)) for one in knowledge("checkup/safety")["cares"]
    ]


def without_a_route(lang: str, do: str, then: str, now: bool) -> list[str]:
    """What a care still lacks: somebody to turn to, and, when help is needed at once, to call."""
    found = [] if re.search(ROUTES[lang], f"{do} {then}", re.IGNORECASE) else ["names nobody to turn to"]
    if now and not re.search(CALLED_NOW[lang], do, re.IGNORECASE):
        found.append("help is needed now, and nobody is called")
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("who", WHO)
def test_every_care_names_who_helps(who: str, lang: str) -> None:
    """Whatever comes first names somebody to turn to; when it cannot wait, the one thing to do is a call."""
    for care in care_words(all_cares(), who, lang):
        assert care.first, (care.id, who)
        assert without_a_route(lang, care.do, care.then, care.now) == [], (care.id, who, care.do, care.then)


@pytest.mark.parametrize(
    ("do", "then", "now", "expected"),
    [
        ("Take a deep breath.", "It gets better.", False, "names nobody to turn to"),
        ("See a doctor this week.", "A doctor listens.", True, "help is needed now, and nobody is called"),
    ],
)
def test_a_care_without_a_way_to_help_is_seen(do: str, then: str, now: bool, expected: str) -> None:
    """Comfort alone is not enough, and a doctor this week is not help now."""
    assert without_a_route("en", "Call a number now.", "A doctor listens.", True) == []
    assert without_a_route("en", do, then, now) == [expected]


def question_of(care: Care) -> str:
    """The question whose answer asks for a care."""
    return care.because[0].partition(".")[0]


def page_after(answer: str, who: str, lang: str) -> str:
    """What is shown right after an answer that asks for care."""
    question, _, option = answer.partition(".")
    visit = Client(headers={"accept-language": lang})
    visit.post(reverse("begin", args=[who]))
    number = form.questions()[question].number
    page = visit.post(reverse("ask", args=[number]), {"chosen": option}, follow=True)
    assert page.redirect_chain[0][0] == reverse("help-first", args=[number]), answer
    return page.content.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("who", WHO)
def test_a_number_to_call_stands_above_every_care(static_files: None, who: str, lang: str) -> None:
    """Right after the answer, a number that can be pressed stands above the words, and all numbers below."""
    asked = [one for one in all_cares() if said_for(f"checkup.{question_of(one)}.ask", who, lang)]
    assert len(asked) >= len(all_cares()) - 1  # a form may leave out the question about its reader's strength
    for care in asked:
        page = page_after(care.because[0], who, lang)
        (words,) = care_words([care], who, lang)
        assert 'href="tel:' in page.partition(escape(words.first))[0], care.id
        assert all(escape(text) in page for text in (words.first, words.do, words.then)), care.id
        assert f'href="{reverse("help")}"' in page.partition(escape(words.then))[2], care.id


def test_every_answer_that_asks_for_care_is_an_answer() -> None:
    """The answers that bring help exist, and each brings the care that names it."""
    known = {f"{one.id}.{option}" for one in form.questions().values() for option in one.options}
    for entry in knowledge("checkup/safety")["cares"]:
        assert set(entry["when_any"]) <= known, entry["id"]


SAFETY = (
    "care.",
    "checkup.danger.",
    "checkup.violence.",
    "checkup.checks.",
    "family_check.",
    "people.safe.",
    "letter.safety",
    "web.help",
    "web.lines.",
    "web.ask.help_first",
    "web.answer.safety_",
    "web.answer.limits",
    "web.entrance.danger",
    "web.begin.facts.night",
    "web.leave",
    "learn.pages.seek_help_promptly.",
    "learn.pages.violence_at_home.",
    "worksheet.help_first.",
)
SCRIPTS = {"th": THAI, "ja": JAPANESE}


def not_in_three_languages(text: Texts) -> list[str]:
    """A language that is missing, borrowed from another, or not written in its own letters."""
    found = [f"{lang}: missing" for lang in LANGUAGES if not str(text.get(lang, "")).strip()]
    found += [
        f"{lang}: not its own letters" for lang, own in SCRIPTS.items() if not own.search(text.get(lang, ""))
    ]
    if len({text.get(lang) for lang in LANGUAGES}) < len(LANGUAGES):
        found.append("two languages are the same")
    return found


@pytest.mark.parametrize("prefix", SAFETY)
def test_what_keeps_people_safe_is_written_in_three_languages(prefix: str) -> None:
    """No sentence about safety falls back to another language."""
    found = {identity: text for identity, text in every_text().items() if identity.startswith(prefix)}
    assert found
    assert not {
        identity: not_in_three_languages(text)
        for identity, text in found.items()
        if not_in_three_languages(text)
    }


def test_a_fall_back_is_seen() -> None:
    """A missing language, one borrowed, and one in foreign letters are each found."""
    text = {"en": "Call now.", "th": "โทรตอนนี้", "ja": "いま電話してください。"}
    assert not_in_three_languages(text) == []
    assert not_in_three_languages({**text, "th": " "}) == ["th: missing", "th: not its own letters"]
    assert "two languages are the same" in not_in_three_languages({**text, "ja": text["en"]})
    assert not_in_three_languages({**text, "ja": "Denwa"}) == ["ja: not its own letters"]


def test_cares_need_no_fall_back_of_form() -> None:
    """Family, person and worker each have their own words; a letter has its own way to tell."""
    for care in all_cares():
        for who in WHO:
            for part in ("first", "do", "then"):
                assert f"care.{care.id}.{part}.{who}" in sentences(), (care.id, part, who)
        assert f"care.{care.id}.told.all" in sentences()


# A share or a ratio, however a language writes it.
FIGURE = re.compile(
    r"\d ?[%％]|\bper ?cent\b|\bodds ratio|オッズ比|パーセント|เปอร์เซ็นต์|ร้อยละ"
    r"|\b(in|of) 1,?000?\b|ใน 1,?000?\b|\b1,?000?人|\d割",
    re.IGNORECASE,
)


def unmarked_figures(texts: Mapping[str, Texts]) -> list[str]:
    """Sentences with a share or a ratio, without a known source and how well it is known."""
    return [
        identity
        for identity, text in texts.items()
        if any(FIGURE.search(text[lang]) for lang in LANGUAGES)
        and not (
            text.get("source") in sources()
            and text.get("source") != "design"
            and text.get("mark") in set(Mark)
        )
    ]


def test_every_figure_on_the_learn_shelf_carries_its_mark() -> None:
    """A share or an odds ratio stands with its source and how well it is known, in evidence or elsewhere."""
    shelf = {identity: text for identity, text in sentences().items() if identity.startswith("learn.")}
    assert sum(bool(FIGURE.search(text["en"])) for text in shelf.values()) > 50
    assert unmarked_figures(shelf) == []


def test_figures_outside_the_shelf_stand_in_an_entry_with_a_source() -> None:
    """Whatever else names a share has its source in its own sentence, or a step's in its own entry."""
    entries: dict[str, Texts] = {}
    for content in knowledge_files().values():
        for kind, named in (("steps", "step"), ("tonight", "tonight")):
            entries |= {f"{named}.{one['id']}": one for one in content.get(kind, ())}
    assert len(entries) >= 60
    for identity, text in sentences().items():
        if identity.startswith("learn.") or not any(FIGURE.search(text[lang]) for lang in LANGUAGES):
            continue
        entry = entries.get(identity.rpartition(".")[0], text)
        assert entry["source"] in set(sources()) - {"design"}, identity
        assert entry["mark"] in set(Mark), identity


@pytest.mark.parametrize(
    "text", ["Of them 20.8% agreed.", "The odds ratio was 1.5.", "About 2 in 100 people.", "2割です。"]
)
def test_a_figure_without_a_mark_is_seen(text: str) -> None:
    """A share without a source, with an unknown one, without a mark, or out of our own heads is found."""
    said: dict[str, Any] = {"en": text, "th": text, "ja": text}
    marked = {**said, "source": "kato2020", "mark": "V"}
    assert unmarked_figures({"planted": marked}) == []
    for fault in (
        said,
        {**marked, "source": "nobody"},
        {**marked, "mark": "?"},
        {**marked, "source": "design"},
    ):
        assert unmarked_figures({"planted": fault}) == ["planted"]


def test_the_judges_know_every_language() -> None:
    """No rule, plant or list forgets a language."""
    lists: Sequence[Mapping[str, Any]] = (
        *RULES.values(),
        *PLANTED.values(),
        *LEFT_ALONE.values(),
        DEATH,
        COUNTED,
    )
    assert all(set(one) == set(LANGUAGES) and all(one.values()) for one in (*lists, ROUTES, CALLED_NOW))
    assert set(RULES) == set(PLANTED) == set(LEFT_ALONE) == set(ALLOWED)
