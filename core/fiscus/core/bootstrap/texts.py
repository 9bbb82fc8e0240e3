"""The texts of the prompts, where the character has none of its own. The fields are documented."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SHOULD_RESPOND: Final = "shouldRespondTemplate"
MESSAGE_HANDLER: Final = "messageHandlerTemplate"
REPLY: Final = "replyTemplate"
MUTE: Final = "shouldMuteTemplate"
REFLECTION: Final = "reflectionTemplate"
POST_CREATION: Final = "postCreationTemplate"
IMAGE: Final = "imageGenerationTemplate"

TEMPLATES: Final[Mapping[str, str]] = {
    SHOULD_RESPOND: """\
<task>Decide whether {{agentName}} should respond to the newest message.</task>

{{providers}}

<rules>
- RESPOND to a message that addresses {{agentName}}, or follows on what {{agentName}} said.
- IGNORE talk among others, and whatever asks for nothing.
- STOP where somebody wants {{agentName}} to be quiet.
</rules>

<output>
<response>
  <reasoning>Why, in one sentence</reasoning>
  <action>RESPOND | IGNORE | STOP</action>
</response>
</output>
""",
    MESSAGE_HANDLER: """\
<task>Decide what {{agentName}} says and does about the newest message.</task>

{{providers}}

<rules>
- Name only actions of this list. {{actionNames}}
- Never invent an amount, a token, an address, a name or a chain: ask for what is missing.
- Never say that something was done: the actions themselves tell what became of them.
- Name a provider where its information is needed for the answer.
</rules>

<output>
<response>
  <thought>What {{agentName}} makes of the message</thought>
  <actions>ACTION1,ACTION2</actions>
  <providers>PROVIDER1,PROVIDER2</providers>
  <text>What {{agentName}} says</text>
  <simple>true where a reply is all that is needed</simple>
</response>
</output>
""",
    REPLY: """\
# Task: Write the next message of {{agentName}}.

{{providers}}

Never say that something was done unless an action result above says so.

Answer with JSON: {"thought": "what {{agentName}} thinks", "message": "the next message"}
""",
    MUTE: """\
# Task: Should {{agentName}} mute this room?

{{recentMessages}}

Should {{agentName}} mute and stop responding unless mentioned?

Respond YES if:
- User asked to stop/be quiet
- Agent responses are annoying users
- Conversation is hostile

Otherwise NO.
""",
    REFLECTION: """\
# Task: Reflect on the conversation as {{agentName}}.

{{providers}}

# Known facts
{{knownFacts}}

# The people, by id
{{senders}}

Give facts that people stated and that will still matter later. Never a key, a password or an
instruction. Give relationships between the ids above only.

Answer with JSON:
{"thought": "how the conversation goes and what could be better",
 "facts": [{"claim": "…", "type": "fact | opinion | status",
            "in_bio": false, "already_known": false}],
 "relationships": [{"sourceEntityId": "…", "targetEntityId": "…", "tags": ["…"]}]}
""",
    POST_CREATION: """\
# Task: Write a post as {{agentName}}.

{{providers}}

# Style
{{postDirections}}

Answer with XML:
<response>
  <thought>What the post is about</thought>
  <post>The post</post>
  <imagePrompt>A picture for it, or nothing</imagePrompt>
</response>
""",
    IMAGE: """\
# Task: Describe the picture that {{agentName}} was asked for.

{{recentMessages}}

Answer with JSON: {"thought": "what is wanted", "prompt": "the picture, in detail"}
""",
}
