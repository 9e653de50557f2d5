using System.Reflection;

namespace CallbackGen.Inbox.Tests;

/// <summary>
/// Programs that a test starts end with the test: otherwise they would use connections and processor time of other tests.
/// </summary>
public class AsyncTestsTests
{
    [Fact]
    public void Every_class_of_tests_that_has_something_to_end_is_told_when()
    {
        var forgotten = typeof(AsyncTestsTests)
            .Assembly.GetTypes()
            .Where(type =>
                typeof(IAsyncDisposable).IsAssignableFrom(type)
                && !typeof(IAsyncLifetime).IsAssignableFrom(type)
                && type.GetMethods().Any(method => method.IsDefined(typeof(FactAttribute)))
            );

        Assert.Empty(forgotten);
    }
}
