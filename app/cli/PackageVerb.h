#pragma once

#include "cli/Prompt.h"
#include "cli/Verb.h"
#include "publish/ChartLoader.h"

namespace ksp {

/// `package CHART [-o DIR]`: checks a chart and writes NAME-VERSION.tgz, without a server.
class PackageVerb : public Verb
{
    Q_OBJECT
public:
    using Verb::Verb;
    void start(Context &context) override;
    void cancel() override;

private:
    void ask(Context &context, const std::shared_ptr<Result<LoadedChart>> &loaded);
    void write(Context &context, const LoadedChart &loaded);
    /// Why it could not be written; nothing after success.
    static QString save(const QString &fileName, const QByteArray &bytes);

    Context *m_context = nullptr;
    ChartLoader *m_loader = nullptr;
    std::unique_ptr<Prompt> m_prompt;
};

} // namespace ksp
