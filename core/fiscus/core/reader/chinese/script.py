"""Chinese writing: traditional characters, full-width marks, and words without spaces."""

from __future__ import annotations

import re

from fiscus.core.reader.chinese.numbers import CHARACTERS, DIGITS, POINT
from fiscus.core.reader.pieces import Piece, pieces_of

_PAIRS = (
    "轉转帳账給给換换兌兑發发買买賣卖橋桥鏈链從从餘余額额價价錢钱嗎吗麼么這这個个萬万億亿點点幫帮請请"
    "對对贊赞讚赞棄弃權权後后還还誰谁為为與与並并將将讓让說说確确認认執执隊队備备註注數数會会沒没別别"
    "邊边兩两總总資资產产歷历記记錄录紀纪單单幣币塊块網网絡络協协議议類类煩烦謝谢妳你幾几過过來来時时"
    "間间現现鐘钟開开動动樣样進进選选項项決决筆笔戶户號号碼码區区學学習习問问題题標标訴诉詢询檢检閱阅"
    "參参閉闭關关業业務务專专車车馬马員员飛飞隻只貨货質质節节約约規规則则計计設设許许該该誤误試试話话"
    "誠诚諾诺謊谎講讲變变讀读負负財财責责敗败賬账購购費费貼贴貸贷貿贸賀贺賠赔賴赖趕赶趙赵跡迹軟软輕轻"
    "輸输辦办農农運运達达遠远適适遲迟邏逻鄰邻釋释鎖锁銷销銀银錯错鐵铁長长門门陽阳陰阴陸陆隨随險险難难"
    "電电靈灵靜静韓韩頁页頂顶順顺須须預预頭头頻频願愿顧顾風风飯饭餅饼館馆驗验體体滿满漲涨滾滚漸渐滙汇"
    "匯汇劃划撥拨減减測测溫温準准煉炼營营獎奖環环當当療疗監监盤盘礦矿種种稱称穩稳窮穷競竞簡简簽签紅红"
    "純纯紙纸級级細细組组結结絕绝統统絲丝經经綠绿維维緊紧線线練练編编緩缓縮缩績绩織织繼继續续終终聯联"
    "職职聲声聽听舊旧葉叶葷荤藝艺藥药虛虚蟲虫補补裝装裡里製制複复見见視视覽览覺觉觀观觸触訂订訊讯託托"
    "訪访評评詐诈詳详誌志調调談谈諮咨證证識识譯译護护豐丰貝贝貢贡貪贪貧贫賞赏賺赚贈赠贏赢趨趋軍军載载"
    "輛辆辭辞郵邮鄉乡醫医釐厘針针鈔钞鉤钩銅铜鍵键鎮镇鏡镜閃闪陣阵階阶雙双雜杂雞鸡離离霧雾顯显飢饥騙骗"
    "騰腾驚惊魚鱼鳥鸟齊齐齒齿龍龙啟启嚴严國国圍围園园圓圆圖图團团堅坚報报場场墊垫壓压壞坏壯壮處处夠够"
    "夢梦夾夹奪夺奮奋妝妆嬸婶寧宁審审實实寫写寬宽寶宝尋寻導导屆届屬属崗岗島岛嶄崭師师帶带幹干庫库廠厂"
    "廣广廢废廳厅張张強强彈弹彌弥彎弯歸归徹彻徵征憂忧慶庆憑凭懷怀態态慣惯應应懸悬懶懒戀恋戰战戲戏掃扫"
    "揀拣揚扬損损搖摇搶抢撿捡擁拥擇择擊击擋挡擔担據据擬拟擴扩擺摆攜携攝摄攤摊敘叙敵敌斷断於于旣既昇升"
    "晉晋暫暂曆历曉晓書书極极構构槍枪樂乐樹树橫横檔档歡欢歲岁殘残殺杀毀毁氣气沖冲況况淚泪淨净淺浅渾浑"
    "湧涌溝沟滅灭滯滞潔洁潛潜潤润澤泽濟济濤涛濫滥濱滨灣湾烏乌無无煙烟熱热燈灯燒烧爐炉爭争爺爷牆墙狀状"
    "獨独獲获獸兽瑪玛畢毕異异畫画盡尽眾众矚瞩礎础禮礼禍祸禪禅穀谷積积穫获窩窝窪洼筍笋籌筹糧粮紛纷絞绞"
    "絨绒係系槓杠桿杆闆板麽么鑄铸贖赎驟骤併并著着裏里樓楼償偿傳传僅仅偽伪兒儿內内剛刚勞劳卻却囑嘱夥伙"
    "彙汇拋抛掛挂爲为範范籤签糾纠衆众薦荐詞词説说賭赌輯辑遞递雖虽領领顆颗鬧闹倉仓側侧創创劇剧嘗尝媽妈"
    "層层徑径條条歐欧舉举詩诗迴回遊游鎊镑際际髒脏祇只臺台嘍喽囉啰咭卡噉咁揾找搵找鍾钟慮虑撳按僱雇債债"
    "兇凶凱凯勵励勝胜盜盗閒闲廂厢檯台虧亏鬆松釘钉憶忆錶表淩凌佈布遷迁捨舍捲卷攏拢殼壳粧妆縱纵聖圣肅肃"
    "脫脱腳脚腦脑舖铺鋪铺葯药蘇苏術术衛卫諭谕謄誊譽誉贓赃賤贱鑑鉴鑒鉴閘闸隸隶頒颁顏颜馳驰駁驳駐驻鬱郁"
    "鴻鸿鹽盐麵面黃黄齡龄紮扎繳缴稅税罰罚羅罗聳耸撐撑擠挤孫孙陳陈劉刘楊杨吳吴鄭郑馮冯蔣蒋盧卢譚谭鄒邹"
    "賈贾閻阎萊莱爾尔倫伦納纳賓宾偉伟傑杰華华東东麗丽鳳凤蘭兰婭娅貓猫髮发丟丢佔占傢家僞伪儘尽優优冊册"
    "凍冻刪删卽即們们叄叁唄呗唸念啓启喲哟噠哒噹当嚇吓嚮向復复愛爱懇恳採采摺折敎教曬晒査查機机産产眞真"
    "箇个糰团紹绍絶绝緻致繞绕繫系纔才義义聞闻脩修親亲証证誒诶論论謠谣貳贰較较連连週周釣钓鈡钟録录鑰钥"
    "閲阅餵喂駕驾帐账"
)
"""A traditional character and its simplified one, and so on."""
_WIDE_MARKS = {
    "．": ".",
    "％": "%",
    "：": ":",
    "（": "(",
    "）": ")",
    "＄": "$",
    "＃": "#",
    "＝": "=",
}
_WIDE = {
    **{ord("０") + digit: str(digit) for digit in range(10)},
    **{ord(wide): mark for wide, mark in _WIDE_MARKS.items()},
    **{ord(wide) + at: chr(ord(plain) + at) for wide, plain in ("ＡA", "ａa") for at in range(26)},
    **{
        ord(wide): mark
        for wide, mark in zip("＋－／＠～＜＞【】［］　", "+-/@~<>[][] ", strict=True)
    },
}
_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff"
_FOREIGN = "\u3041-\u30fa\u30fc-\u30ff\uac00-\ud7af\u1100-\u11ff\u3130-\u318f"
HAN = re.compile(f"[{_HAN}]")
_OTHER = re.compile(f"[{_FOREIGN}]")
_SCRIPT = re.compile(f"[{_HAN}{_FOREIGN}]")
_RUNS = re.compile(f"[{_HAN}]+|[^{_HAN}]+")
_FRACTION = re.compile(r"\.\d+")
_INSIDE_NAME = re.compile(r"(?<![A-Za-z0-9])。|。(?![A-Za-z0-9])")
_NUMBER = re.compile(f"[{''.join(sorted(CHARACTERS))}]+(?:{POINT}[{''.join(sorted(DIGITS))}]+)?")


def _table() -> dict[int, str]:
    return {ord(one): other for one, other in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)}


SIMPLE = _table()


def folded(text: str) -> str:
    """`text` in simplified characters and with plain digits and marks; the length stays."""
    return text.translate(_WIDE).translate(SIMPLE)


class ChineseScript:
    """Cuts texts at the words of a vocabulary, the longest first."""

    def __init__(self, words: frozenset[str]) -> None:
        self._words = frozenset(word for word in words if HAN.match(word))
        self._longest = max(map(len, self._words), default=1)

    def writes(self, text: str) -> bool:
        return not text.isascii() and _SCRIPT.search(text) is not None

    def foreign(self, text: str) -> bool:
        """Kana and Hangul: Japanese and Korean, whatever characters stand beside them."""
        return _OTHER.search(text) is not None

    def plain(self, text: str) -> str:
        """With plain digits, and without the full stops that end a sentence: full-width
        characters that are left can only be meant to look like others."""
        return _INSIDE_NAME.sub(" ", text.translate(_WIDE))

    def pieces(self, text: str) -> list[Piece]:
        """The pieces of `text`; Chinese words are in simplified characters."""
        found: list[Piece] = []
        for piece in pieces_of(folded(text)):
            if piece.kind != "word" or not HAN.search(piece.text):
                found.append(self._checked(piece, text))
                continue
            at = piece.start
            for run in _RUNS.findall(piece.text):
                end = at + len(run)
                part = Piece("word", run, at, end, piece.glued and at == piece.start)
                if HAN.match(run):
                    found += self._cut_run(run, at)
                else:
                    found += self._beside(found, part, text)
                at = end
        return found

    def _beside(self, found: list[Piece], part: Piece, text: str) -> list[Piece]:
        """A stretch of other letters: ".eth" behind Chinese characters is a name with them."""
        if _FRACTION.fullmatch(part.text):
            return [Piece("fraction", part.text, part.start, part.end, False)]
        if part.text[0].isalnum() or not found or found[-1].end != part.start:
            stripped = part.text.lstrip("-'@_.,")
            return [self._checked(part, text)] if stripped == part.text else self._plain(part)
        last = found.pop()
        return [Piece("word", text[last.start : part.end], last.start, part.end, last.glued)]

    def _plain(self, part: Piece) -> list[Piece]:
        return [Piece("word", part.text, part.start, part.end, part.glued)]

    def _checked(self, piece: Piece, text: str) -> Piece:
        """Names and addresses keep their own characters, so that a disguise shows."""
        said = text[piece.start : piece.end]
        if piece.kind != "word" or said == piece.text or not any(map(str.isalpha, piece.text)):
            return piece
        if len(piece.text) < 12 and "." not in piece.text and piece.text[:2].lower() != "0x":
            return piece
        return Piece(piece.kind, said, piece.start, piece.end, piece.glued)

    def _cut_run(self, run: str, start: int) -> list[Piece]:
        found: list[Piece] = []
        unknown = -1
        index = 0
        while index < len(run):
            end = self._word_end(run, index)
            named = unknown >= 0 and end == index + 1 and run[index] in DIGITS
            if end == index or named:
                unknown = index if unknown < 0 else unknown
                index += 1
                continue
            if unknown >= 0:
                found.append(_piece(run, unknown, index, start))
                unknown = -1
            found.append(_piece(run, index, end, start))
            index = end
        if unknown >= 0:
            found.append(_piece(run, unknown, len(run), start))
        return found

    def _word_end(self, run: str, index: int) -> int:
        """Where the word at `index` ends: the longest in the vocabulary, or a number."""
        number = _NUMBER.match(run, index)
        counted = number.end() if number else index
        for end in range(min(len(run), index + self._longest), max(index, counted - 1), -1):
            if run[index:end] in self._words:
                return end
        return counted


def _piece(run: str, begin: int, end: int, start: int) -> Piece:
    return Piece("word", run[begin:end], start + begin, start + end, False)
