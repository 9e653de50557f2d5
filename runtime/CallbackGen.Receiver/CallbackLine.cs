namespace CallbackGen.Receiver;

/// <summary>A callback in one line: how far it is proven, and the members that have a role.</summary>
internal static class CallbackLine
{
    public static string Of(CallbackFeed feed, CallbackMessage message) =>
        $"{feed.Name}: {feed.Trust} {Roles(message)}{(message.Receipt.KeyId is { } key ? $" by {key}" : "")}";

    /// <summary>Reference, status, amount and currency, as far as the schema gives the roles.</summary>
    public static string Roles(CallbackMessage message) => string.Join(' ', Enum.GetValues<CallbackRole>()
        .Select(role => (Role: role, Text: message.GetRole(role)))
        .Where(item => item.Text is not null)
        .Select(item => $"{item.Role.ToString().ToLowerInvariant()}={TextTable.Printable(item.Text!, 40)}"));
}
