namespace CallbackGen.Receiver;

/// <summary>Formats a callback in one line: its trust level, and the members that have a role.</summary>
internal static class CallbackLine
{
    private const int MaxLength = 40;

    public static string Of(CallbackFeed feed, CallbackMessage message) =>
        $"{feed.Name}: {feed.Trust} {Roles(feed, message)}{(message.Receipt.KeyId is { } key ? $" by {key}" : "")}";

    /// <summary>
    /// Returns reference, status, amount and currency, as far as the schema declares the roles. Values are quoted, so that no
    /// value can be mistaken for the next one, and masked when the schema declares the member as sensitive.
    /// </summary>
    public static string Roles(CallbackFeed feed, CallbackMessage message) =>
        string.Join(
            ' ',
            Enum.GetValues<CallbackRole>()
                .Select(role => (Role: role, Text: message.GetRole(role)))
                .Where(item => item.Text is not null)
                .Select(item => $"{item.Role.ToString().ToLowerInvariant()}={Value(feed, item.Role, item.Text)}")
        );

    private static string Value(CallbackFeed feed, CallbackRole role, string? text) =>
        feed.Definition.SensitiveRoles.Contains(role) ? PrintableText.Masked : PrintableText.Quote(text, MaxLength);
}
