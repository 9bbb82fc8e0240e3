"""How a payment that waits is said yes or no to in Chinese, and which one is meant."""

from __future__ import annotations

from fiscus.core.reader.language import Consent

_YES = (
    "是|是的|同意|我同意|批准|我批准|批准它|批准吧|确认|我确认|确认吧|确认执行|确认转账"
    "|确认交易|确认付款|是的 确认|是的 批准|是的 同意|好的 确认|好的 批准|执行|执行吧"
    "|可以执行|请执行|请批准|请确认"
)
_NO = (
    "不|不是|不要|不行|不可以|不同意|我不同意|不批准|不确认|不执行|不要执行|不要转|不要发"
    "|不用了|不 取消|拒绝|我拒绝|拒绝它|取消|取消吧|取消它|否|否决|算了|别转|别发|停|停止"
)
_ORDINALS = (
    "第一个|第一笔|第1个|第1笔|第一",
    "第二个|第二笔|第2个|第2笔|第二",
    "第三个|第三笔|第3个|第3笔|第三",
    "第四个|第四笔|第4个|第4笔|第四",
)
_FORMS = "{o}"
_NUMBERED = "{n}|{n}号"

CONSENT = Consent.of(yes=_YES, no=_NO, ordinals=_ORDINALS, forms=_FORMS, numbered=_NUMBERED)
