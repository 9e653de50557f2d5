using Npgsql;
using NpgsqlTypes;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Converts rows to arrays, one per column, because one command inserts many rows.</summary>
internal static class AcceptColumns
{
    /// <summary>Returns the columns of requests after their numbers: keys, content.</summary>
    public static object[] OfRequests<TRow>(List<TRow> rows, Converter<TRow, PendingRequest> of) =>
        [Texts(rows, row => of(row).Request.KeysId), Column(rows, row => of(row).Content)];

    /// <summary>Returns one column.</summary>
    public static TValue[] Column<TRow, TValue>(List<TRow> rows, Converter<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var index = 0; index < column.Length; index++)
            column[index] = value(rows[index]);
        return column;
    }

    /// <summary>Returns a column of texts with an explicit type, because all of them may be null.</summary>
    public static NpgsqlParameter Texts<TRow>(List<TRow> rows, Converter<TRow, string?> value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = Column(rows, value) };

    /// <summary>Returns a column of ids with an explicit type, because all of them may be null.</summary>
    public static NpgsqlParameter Ids<TRow>(List<TRow> rows, Converter<TRow, byte[]?> value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, Value = Column(rows, value) };
}
