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
    /// <remarks>
    /// The inbox's key is wrapped by ASP.NET Core Data Protection. The program does not start unless the application has configured where its
    /// key ring is kept, for all instances, and an application name.
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static CallbackInboxBuilder UsePostgreSql(this CallbackInboxBuilder builder, NpgsqlDataSource dataSource)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        builder.UseRing(InboxRing.OfApplication);
        return builder.UseStore(provider => new PostgreSqlCallbackStore(
            dataSource,
            provider.GetRequiredService<IOptions<CallbackInboxOptions>>().Value.EffectLimit
        ));
    }
}
