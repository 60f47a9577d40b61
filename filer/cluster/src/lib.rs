//! Who serves: the status protocol and the takeover state machine.
