using Npgsql;
using NpgsqlTypes;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Makes arrays of rows, one for each column, as one command takes many rows.</summary>
internal static class AcceptColumns
{
    /// <summary>The columns of a request behind its number, in the order of <see cref="OfRequests"/>.</summary>
    public const string RequestNames = "feed, key_set, received_at, verified_at, method, path, query, url, content_type, headers, body";

    /// <summary>The columns of requests behind their numbers.</summary>
    public static object[] OfRequests<TRow>(List<TRow> rows, Converter<TRow, PendingRequest> of) =>
    [
        Column(rows, row => of(row).Request.Feed),
        Texts(rows, row => of(row).Request.KeySet),
        Column(rows, row => of(row).Request.ReceivedAt.ToUnixTimeMilliseconds()),
        Column(rows, row => of(row).Request.VerifiedAt.UtcTicks),
        Column(rows, row => of(row).Request.Method),
        Column(rows, row => of(row).Request.Path),
        Column(rows, row => of(row).Request.Query),
        Texts(rows, row => of(row).Request.Url),
        Texts(rows, row => of(row).Request.ContentType),
        Column(rows, row => of(row).Headers),
        Column(rows, row => of(row).Body),
    ];

    /// <summary>One column.</summary>
    public static TValue[] Column<TRow, TValue>(List<TRow> rows, Converter<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var index = 0; index < column.Length; index++)
            column[index] = value(rows[index]);
        return column;
    }

    /// <summary>A column of texts that may all be null, which then still says that they are texts.</summary>
    public static NpgsqlParameter Texts<TRow>(List<TRow> rows, Converter<TRow, string?> value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = Column(rows, value) };
}
