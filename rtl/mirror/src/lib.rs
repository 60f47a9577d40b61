//! The mirror: frames, replay, acknowledgement, resync and fence between two cards.
