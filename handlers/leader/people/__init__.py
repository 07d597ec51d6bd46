"""The people a leader answers for: who they are, who leads and covers whom, handing over, letting in and out."""
