using Npgsql;
using NpgsqlTypes;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Makes arrays of rows, one for each column, as one command takes many rows.</summary>
internal static class AcceptColumns
{
    /// <summary>The columns of requests behind their numbers: keys, content.</summary>
    public static object[] OfRequests<TRow>(List<TRow> rows, Converter<TRow, PendingRequest> of) =>
        [Texts(rows, row => of(row).Request.KeysId), Column(rows, row => of(row).Content)];

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

    /// <summary>A column of ids that may all be null, which then still says that they are bytes.</summary>
    public static NpgsqlParameter Ids<TRow>(List<TRow> rows, Converter<TRow, byte[]?> value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, Value = Column(rows, value) };
}
