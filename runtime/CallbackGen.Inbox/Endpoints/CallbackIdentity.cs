using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CallbackGen.Inbox;

/// <summary>
/// What tells stored callbacks apart. Where a signature proves a callback as a whole and its schema names the event, the event
/// does; everywhere else the content does, because a key that anybody may write must not make a genuine callback a duplicate.
/// </summary>
internal static class CallbackIdentity
{
    private static readonly CallbackRole[] Roles = Enum.GetValues<CallbackRole>();

    /// <summary>Makes the row of a callback.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="message">The callback.</param>
    /// <param name="orderKey">What it is ordered by, or null.</param>
    public static NewCallback Of(CallbackFeed feed, CallbackMessage message, string? orderKey)
    {
        var receipt = message.Receipt;
        var content = Hash("content", feed.Name, receipt.KeySet ?? feed.Provider, Content(feed, message));
        var isEvent = feed.Trust == CallbackTrust.Verified && receipt.IdempotencyKey is not null;
        var id = isEvent ? Hash("event", receipt.IdempotencyKey!) : content;
        return new()
        {
            Id = id,
            ConflictId = Hash("conflict", id, content),
            Facts = isEvent ? string.Join('\n', Roles.Select(role => Uri.EscapeDataString(ValueOf(message, role)))) : "",
            Item = receipt.ItemIndex ?? 0,
            KeyId = receipt.KeyId,
            OrderKey = orderKey,
        };
    }

    /// <summary>An amount counts by its value: 10 and 10.00 are one.</summary>
    private static string ValueOf(CallbackMessage message, CallbackRole role)
    {
        var text = message.GetRole(role) ?? "";
        return role == CallbackRole.Amount && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            // Divided so, a decimal has no zeros behind its last digit.
            ? (amount / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)
            : text;
    }

    /// <summary>The payload without its signature or token: a provider that repeats a callback may sign it anew.</summary>
    private static string Content(CallbackFeed feed, CallbackMessage message)
    {
        using var document = JsonDocument.Parse(message.ToJson());
        var signature = feed.Definition.SignatureFrom is { } from && from.StartsWith("body:/", StringComparison.Ordinal) ? from["body:/".Length..] : null;
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? string.Join('\n', document.RootElement.EnumerateObject().Where(member => member.Name != signature).Select(member => member.ToString()).Order(StringComparer.Ordinal))
            : document.RootElement.GetRawText();
    }

    private static string Hash(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            // With its length, so that no two lists of parts are one text.
            var bytes = Encoding.UTF8.GetBytes(part);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
