//! The SMB server as a pure state machine.
