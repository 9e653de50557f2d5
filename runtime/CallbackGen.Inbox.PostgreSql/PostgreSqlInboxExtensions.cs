using CallbackGen.Inbox;
using CallbackGen.Inbox.PostgreSql;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps an inbox's callbacks in PostgreSQL.</summary>
public static class PostgreSqlInboxExtensions
{
    /// <summary>Keeps callbacks in a database of PostgreSQL, which any number of instances share.</summary>
    /// <param name="builder">The inbox's builder.</param>
    /// <param name="dataSource">The connections. Their role may make tables, or the tables are there.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static CallbackInboxBuilder UsePostgreSql(this CallbackInboxBuilder builder, NpgsqlDataSource dataSource)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        return builder.UseStore(provider => new PostgreSqlCallbackStore(
            dataSource, provider.GetRequiredService<IOptions<CallbackInboxOptions>>().Value.EffectLimit));
    }
}
