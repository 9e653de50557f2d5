using CallbackGen.Inbox;

namespace CallbackGen.Chaos.Shop;

/// <summary>What the shop writes for an event.</summary>
public static class Effects
{
    /// <summary>An effect that adds a row, which nothing keeps from being there twice.</summary>
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
