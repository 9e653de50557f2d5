namespace CallbackGen.Receiver;

/// <summary>A callback in one line: how far it is proven, and the members that have a role.</summary>
internal static class CallbackLine
{
    private const int MaxLength = 40;

    public static string Of(CallbackFeed feed, CallbackMessage message) =>
        $"{feed.Name}: {feed.Trust} {Roles(feed, message)}{(message.Receipt.KeyId is { } key ? $" by {key}" : "")}";

    /// <summary>
    /// Reference, status, amount and currency, as far as the schema gives the roles: quoted, so that no value can be taken for
    /// the next one, and masked where the schema says that the member is sensitive.
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
