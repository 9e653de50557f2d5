using System.Reflection;

namespace CallbackGen.Inbox.Tests;

/// <summary>What a test has begun ends with it: programs that go on would take the connections and the time of the others.</summary>
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
