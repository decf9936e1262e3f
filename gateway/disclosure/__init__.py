"""Who may see what: policy, plan, treatment, and the reads that obey them."""
