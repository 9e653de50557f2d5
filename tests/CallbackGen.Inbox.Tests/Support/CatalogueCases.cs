using CallbackGen.Testing;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>The requests of the tests of the catalogue's schemas, signed again.</summary>
internal static class CatalogueCases
{
    /// <summary>The cases of a feed; for a feed that signs its URL, only those with one address.</summary>
    public static IEnumerable<CallbackTestCase> Of(CallbackFeed feed, TimeProvider clock)
    {
        var schema = Path.Combine(AppContext.BaseDirectory, "schemas", $"{feed.Name}.callback.json");
        var cases = CallbackTestCases.Signed(InboxApp.Keys.Of(feed), clock, schema).Where(test => !test.IsHandshake).ToList();
        return cases.Where(test =>
            test.Request.Url?.Split('?')[0] == cases[0].Request.Url?.Split('?')[0] && PathOf(test) == PathOf(cases[0])
        );
    }

    /// <summary>The path to which a case is sent.</summary>
    public static string PathOf(CallbackTestCase test) =>
        test.Request.Url is { } url ? new Uri(url).AbsolutePath
        : test.Request.Path is "" or "/" ? $"/in/{test.Feed.Name}"
        : test.Request.Path;
}
