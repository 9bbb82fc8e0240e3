"""The first tables: who speaks, where, what was said, and what came of it. SQLite only."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0001"
down_revision = None

TABLES: Final = (
    "CREATE TABLE agents (id VARCHAR(36) NOT NULL, name TEXT NOT NULL, enabled BOOLEAN NOT "
    "NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, CONSTRAINT pk_agents "
    "PRIMARY KEY (id))",
    "CREATE TABLE entities (id VARCHAR(36) NOT NULL, agent_id VARCHAR(36) NOT NULL, names JSON "
    "NOT NULL, metadata JSON NOT NULL, created_at BIGINT NOT NULL, CONSTRAINT pk_entities "
    "PRIMARY KEY (id), CONSTRAINT fk_entities_agent_id_agents FOREIGN KEY(agent_id) REFERENCES "
    "agents (id) ON DELETE CASCADE)",
    "CREATE TABLE rooms (id VARCHAR(36) NOT NULL, agent_id VARCHAR(36) NOT NULL, source TEXT "
    "NOT NULL, type TEXT NOT NULL, channel_id TEXT, world_id VARCHAR(36), name TEXT, metadata "
    "JSON NOT NULL, created_at BIGINT NOT NULL, CONSTRAINT pk_rooms PRIMARY KEY (id), "
    "CONSTRAINT fk_rooms_agent_id_agents FOREIGN KEY(agent_id) REFERENCES agents (id) ON "
    "DELETE CASCADE)",
    "CREATE TABLE memories (id VARCHAR(36) NOT NULL, type TEXT NOT NULL, agent_id VARCHAR(36) "
    "NOT NULL, entity_id VARCHAR(36) NOT NULL, room_id VARCHAR(36) NOT NULL, world_id "
    'VARCHAR(36), content JSON NOT NULL, metadata JSON NOT NULL, "unique" BOOLEAN NOT NULL, '
    "created_at BIGINT NOT NULL, CONSTRAINT pk_memories PRIMARY KEY (id), CONSTRAINT "
    "fk_memories_agent_id_agents FOREIGN KEY(agent_id) REFERENCES agents (id) ON DELETE "
    "CASCADE, CONSTRAINT fk_memories_entity_id_entities FOREIGN KEY(entity_id) REFERENCES "
    "entities (id) ON DELETE CASCADE, CONSTRAINT fk_memories_room_id_rooms FOREIGN "
    "KEY(room_id) REFERENCES rooms (id) ON DELETE CASCADE)",
    "CREATE INDEX ix_memories_entity_id_created_at ON memories (entity_id, created_at)",
    "CREATE INDEX ix_memories_room_id_created_at ON memories (room_id, created_at)",
    "CREATE TABLE action_results (id VARCHAR(36) NOT NULL, agent_id VARCHAR(36) NOT NULL, "
    "room_id VARCHAR(36) NOT NULL, message_id VARCHAR(36) NOT NULL, run_id VARCHAR(36) NOT "
    "NULL, step INTEGER NOT NULL, action TEXT NOT NULL, success BOOLEAN NOT NULL, result JSON "
    "NOT NULL, created_at BIGINT NOT NULL, CONSTRAINT pk_action_results PRIMARY KEY (id), "
    "CONSTRAINT fk_action_results_agent_id_agents FOREIGN KEY(agent_id) REFERENCES agents (id) "
    "ON DELETE CASCADE, CONSTRAINT fk_action_results_room_id_rooms FOREIGN KEY(room_id) "
    "REFERENCES rooms (id) ON DELETE CASCADE, CONSTRAINT fk_action_results_message_id_memories "
    "FOREIGN KEY(message_id) REFERENCES memories (id) ON DELETE CASCADE)",
    "CREATE INDEX ix_action_results_message_id ON action_results (message_id)",
    "CREATE INDEX ix_action_results_room_id_created_at ON action_results (room_id, created_at)",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("a store is never taken back to an earlier version")
