"""Who comes in: accounts, centres, invitations, and how they prove to be who they say."""
