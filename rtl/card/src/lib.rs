//! The card: ingress, log queues, registers and power, put together.
