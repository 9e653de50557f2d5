using CallbackGen.Inbox;

namespace CallbackGen.Chaos.Shop;

/// <summary>The shop's writes for an event.</summary>
public static class Effects
{
    /// <summary>An effect that adds a row; no constraint prevents a second row of the same event.</summary>
    /// <param name="id">The event.</param>
    public static CallbackEffect Of(string id) =>
        async (transaction, cancellationToken) =>
        {
            await using var command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "INSERT INTO effect (event_id) VALUES (@id)";
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@id", id);
            command.Parameters.Add(parameter);
            await command.ExecuteNonQueryAsync(cancellationToken);
        };
}
