"""How a conversation looks: streaming Markdown, and a list of messages that stays fast.

Widgets only: they know neither endpoints nor libraries of conversations.
May import: app.look and below.
"""
