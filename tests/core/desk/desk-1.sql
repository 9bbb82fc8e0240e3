CREATE TABLE approvals (
    id VARCHAR(36) NOT NULL,
    payment_id VARCHAR(36) NOT NULL,
    effect TEXT NOT NULL,
    digest VARCHAR(64) NOT NULL,
    summary TEXT NOT NULL,
    reasons TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    state VARCHAR(16) NOT NULL,
    decided_by VARCHAR(128),
    PRIMARY KEY (id)
);
CREATE INDEX ix_approvals_payment_id ON approvals (payment_id);
CREATE TABLE freezes (
    id INTEGER NOT NULL,
    wallet VARCHAR(160) NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    lifted_at BIGINT,
    PRIMARY KEY (id)
);
CREATE TABLE journal (
    seq INTEGER NOT NULL,
    at BIGINT NOT NULL,
    payment_id VARCHAR(36) NOT NULL,
    event VARCHAR(24) NOT NULL,
    body TEXT NOT NULL,
    previous VARCHAR(64) NOT NULL,
    hash VARCHAR(64) NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (hash)
);
CREATE TABLE payments (
    id VARCHAR(36) NOT NULL,
    source VARCHAR(64) NOT NULL,
    room VARCHAR(256) NOT NULL,
    message_id VARCHAR(256) NOT NULL,
    step INTEGER NOT NULL,
    text_hash VARCHAR(64) NOT NULL,
    family VARCHAR(32) NOT NULL,
    signer VARCHAR(128) NOT NULL,
    lane VARCHAR(160) NOT NULL,
    sequence BIGINT,
    state VARCHAR(16) NOT NULL,
    intent TEXT NOT NULL,
    effect TEXT NOT NULL,
    recipient VARCHAR(128) NOT NULL,
    recipient_name VARCHAR(256),
    usd VARCHAR(256),
    transaction_id VARCHAR(128),
    raw BLOB,
    valid_until INTEGER,
    fee_units VARCHAR(80),
    detail TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (source, room, message_id, step)
);
CREATE INDEX payments_by_lane ON payments (lane, state);
CREATE INDEX payments_by_recipient ON payments (signer, recipient);
CREATE INDEX payments_by_time ON payments (signer, created_at);
PRAGMA application_id = 1717857073;
PRAGMA user_version = 1;
